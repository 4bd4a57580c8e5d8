#!/usr/bin/env node
// A small MCP server for Node, without dependencies: JSON-RPC, one message a line, over standard input and output.
// It speaks the handshake era (`initialize`) and the stateless one (`server/discover`).
//
//   trilatch run --profile examples/node-server/profile.yaml --workspace DIR -- examples/node-server/server.js
'use strict';

const fs = require('fs');
const path = require('path');
const readline = require('readline');

const handshakeRevisions = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'];
const statelessRevision = '2026-07-28';
const serverInfo = { name: 'node-example', version: '1.0.0' };
const capabilities = { tools: {} };

const text = (value) => ({ content: [{ type: 'text', text: value }], isError: false });

const tools = {
  list_files: {
    description: 'Names of the files in a folder, sorted.',
    inputSchema: { type: 'object', properties: { folder: { type: 'string' } }, required: ['folder'] },
    run: ({ folder }) => text(fs.readdirSync(folder).sort().join('\n')),
  },
  count_words: {
    description: 'The number of words in a text file.',
    inputSchema: { type: 'object', properties: { file: { type: 'string' } }, required: ['file'] },
    run: ({ file }) => text(String(fs.readFileSync(file, 'utf8').split(/\s+/).filter(Boolean).length)),
  },
  write_note: {
    description: 'Writes a text file into a folder.',
    inputSchema: {
      type: 'object',
      properties: { folder: { type: 'string' }, name: { type: 'string' }, text: { type: 'string' } },
      required: ['folder', 'name', 'text'],
    },
    run: ({ folder, name, text: body }) => {
      fs.writeFileSync(path.join(folder, path.basename(name)), body);
      return text(`wrote ${Buffer.byteLength(body)} bytes`);
    },
  },
};

class ProtocolError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

const methods = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion: handshakeRevisions.includes(protocolVersion) ? protocolVersion : handshakeRevisions[0],
    capabilities,
    serverInfo,
  }),
  'server/discover': () => ({
    supportedVersions: [statelessRevision, ...handshakeRevisions],
    capabilities,
    ...cacheable,
  }),
  ping: () => ({}),
  'tools/list': () => ({
    tools: Object.entries(tools).map(([name, { description, inputSchema }]) => ({ name, description, inputSchema })),
    ...cacheable,
  }),
  'tools/call': ({ name, arguments: given = {} }) => {
    const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
    if (!tool) throw new ProtocolError(-32602, `no tool named ${name}`);
    try {
      return tool.run(given);
    } catch (error) {
      return { content: [{ type: 'text', text: error.message }], isError: true };
    }
  },
};
// The stateless era wants these with every list; the handshake era ignores them.
const cacheable = { ttlMs: 0, cacheScope: 'private' };

function answer(line) {
  let message;
  try {
    message = JSON.parse(line);
  } catch {
    return { jsonrpc: '2.0', id: null, error: { code: -32700, message: 'not JSON' } };
  }
  if (message.id === undefined) return undefined;
  try {
    const method = Object.hasOwn(methods, message.method) ? methods[message.method] : undefined;
    if (!method) throw new ProtocolError(-32601, `no method named ${message.method}`);
    const params = message.params ?? {};
    const result = { ...method(params), resultType: 'complete' };
    // Without a handshake, each answer says who gives it.
    if (params._meta?.['io.modelcontextprotocol/protocolVersion'] !== undefined) {
      result._meta = { 'io.modelcontextprotocol/serverInfo': serverInfo };
    }
    return { jsonrpc: '2.0', id: message.id, result };
  } catch (error) {
    return { jsonrpc: '2.0', id: message.id, error: { code: error.code ?? -32603, message: error.message } };
  }
}

console.error(`${serverInfo.name} ${serverInfo.version} is ready`);
readline.createInterface({ input: process.stdin, terminal: false }).on('line', (line) => {
  const reply = answer(line);
  if (reply) process.stdout.write(`${JSON.stringify(reply)}\n`);
});
