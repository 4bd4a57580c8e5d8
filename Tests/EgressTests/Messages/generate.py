"""Writes what dnspython reads in messages made at random, one a line, for the test to compare: pip install dnspython==2.9.2

queries.txt: the message, then `-` where it is none; else the name in lower case and the type, and `plain` where nothing but a
question and options is in it. answers.txt: the message, then the addresses and the shortest life; `-` where it is none, or
leads to no address. All bytes in hexadecimal digits.
"""

import random
import struct

import dns.edns
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rdatatype
import dns.rrset

random.seed(20)
LETTERS = b"abcxyzABZ019-_.\x00\xff "


def label():
    if random.random() < 0.7:
        return random.choice([b"api", b"example", b"org", b"A", b"xn--e1afmkfd", b"7"])
    return bytes(random.choice(LETTERS) for _ in range(random.choice([1, 2, 5, 63])))


def damage(message, chance):
    message = bytearray(message)
    while message and random.random() < chance:
        place = random.randrange(len(message))
        kind = random.randrange(4)
        if kind == 0:
            message[place] = random.choice([0, 1, 12, 0x40, 0xC0, 0xFF, random.randrange(256)])
        elif kind == 1:
            del message[place]
        elif kind == 2:
            message.insert(place, random.randrange(256))
        else:
            del message[place:]
    return bytes(message)


def query():
    name = dns.name.Name([label() for _ in range(random.randrange(5))] + [b""])
    kind = random.choice([1, 28, 65, 64, 16, 255, 12])
    message = dns.message.make_query(name, kind, random.choice(["IN", "IN", "IN", "CH"]), id=7)
    if random.random() < 0.5:
        options = [dns.edns.GenericOption(65001, b"x" * random.randrange(4))] if random.random() < 0.5 else []
        message.use_edns(0, random.choice([0, dns.flags.DO]), 1232, options=options)
    return message.to_wire()


def read_query(wire):
    try:
        message = dns.message.from_wire(wire)
    except Exception:
        return "-"
    if len(message.question) != 1:
        return "-"
    question = message.question[0]
    name = question.name.canonicalize().to_wire()
    fields = name + struct.pack(">HH", question.rdtype, question.rdclass)
    sections = len(message.answer) + len(message.authority) + len(message.additional)
    plain = (
        not message.flags & (dns.flags.QR | dns.flags.TC)
        and message.opcode() == dns.opcode.QUERY
        and sections == 0
        and wire[4:10] == bytes([0, 1, 0, 0, 0, 0])
        and wire[12 : 12 + len(name)].lower() == name.lower()
        and question.rdclass == 1
        and message.edns <= 0
        and len(fields) > 0
    )
    return f"{name.hex()} {int(question.rdtype)}" + (" plain" if plain else "")


def answer():
    names = ["api.example.org.", "b.example.org.", "c.cdn.example.", "d.cdn.example.", "example.org."]
    message = dns.message.make_response(dns.message.make_query(names[0], "A", id=7))
    message.flags |= dns.flags.RA
    chain = names[: random.randrange(1, 5)]
    records = [(a, "CNAME", b) for a, b in zip(chain, chain[1:])]
    records += [(chain[-1], "A", f"93.184.216.{random.randrange(256)}") for _ in range(random.randrange(3))]
    if random.random() < 0.4:
        records.append((random.choice(names), "A", "6.6.6.6"))
    if random.random() < 0.2:
        records.append((chain[-1], "TXT", '"x"'))
    random.shuffle(records)
    for owner, kind, data in records:
        message.answer.append(dns.rrset.from_text(owner, random.randrange(1, 999), "IN", kind, data))
    return message.to_wire()


def read_answer(wire):
    try:
        message = dns.message.from_wire(wire)
        result = message.resolve_chaining()
        if result.answer is None:
            return "-"
        addresses = sorted(record.address for record in result.answer)
        return ",".join(addresses) + f" {result.minimum_ttl}"
    except Exception:
        return "-"


with open("queries.txt", "w") as file:
    for _ in range(400):
        wire = damage(query(), 0.45)
        file.write(f"{wire.hex()} {read_query(wire)}\n" if wire else "")
with open("answers.txt", "w") as file:
    for _ in range(200):
        wire = answer()
        wire = wire[:33] + damage(wire[33:], 0.3)
        file.write(f"{wire.hex()} {read_answer(wire)}\n")
