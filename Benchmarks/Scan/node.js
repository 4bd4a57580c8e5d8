// Parses each file with JSON.parse, which takes text: decoding the bytes is part of it, and it refuses what is no UTF-8.
const fs = require("fs");
const decoder = new TextDecoder("utf-8", { fatal: true });

function nanoseconds(bytes, count) {
    const start = process.hrtime.bigint();
    for (let index = 0; index < count; index++) JSON.parse(decoder.decode(bytes));
    return Number(process.hrtime.bigint() - start) / count;
}

for (const path of process.argv.slice(2)) {
    const bytes = fs.readFileSync(path);
    nanoseconds(bytes, 20);
    const count = Math.max(1, Math.floor(2e6 / nanoseconds(bytes, 5)));
    const times = Array.from({ length: 40 }, () => nanoseconds(bytes, count)).sort((a, b) => a - b);
    console.log(`${path}\t${times[times.length / 4]}`);
}
