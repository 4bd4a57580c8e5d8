#!/usr/bin/env python3
"""Sends the lines of standard input to a server, one at a time, and shows every byte that came back, as JSON.

usage: wire.py [--pipelined] COMMAND [ARGUMENT...] < LINES

After a line that is a request it waits for the answer, unless --pipelined; at the end it closes the server's input and
waits for the server's end. Output: {"stdout": text, "stderr": text, "exit": code}; a negative code is a signal.
"""
import json
import queue
import subprocess
import sys
import threading


def main():
    arguments = sys.argv[1:]
    pipelined = arguments[0] == "--pipelined"
    command = arguments[1:] if pipelined else arguments
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    overdue = threading.Timer(60, server.kill)
    overdue.start()
    errors = []
    drain = threading.Thread(target=lambda: errors.append(server.stderr.read()))
    drain.start()

    # A thread of its own reads too, so that no amount of lines can block both sides.
    received = bytearray()
    answers = queue.Queue()

    def receive():
        for line in server.stdout:
            received.extend(line)
            answers.put(line)
        answers.put(None)

    reader = threading.Thread(target=receive)
    reader.start()

    def answered(identifier):
        while line := answers.get():
            message = json.loads(line)
            if "method" not in message and message.get("id") == identifier:
                return True
        return False

    try:
        for line in sys.stdin.buffer:
            server.stdin.write(line)
            server.stdin.flush()
            identifier = None if pipelined else json.loads(line).get("id")
            if identifier is not None and not answered(identifier):
                break
        server.stdin.close()
    except BrokenPipeError:
        pass  # the server is gone; what it said before is the answer
    reader.join()
    code = server.wait()
    drain.join()
    overdue.cancel()
    texts = {"stdout": received.decode(), "stderr": errors[0].decode(), "exit": code}
    json.dump(texts, sys.stdout, indent=1)
    print()


main()
