/* ONNX Runtime's side of a contest (serve.h says what is spoken).
 *
 *   node peer-onnxruntime.js FOLDER BATCH SIZE THREADS      FOLDER: where npm put onnxruntime-node */
'use strict';
const fs = require('fs');
const path = require('path');
const readline = require('readline');
const { resnet50 } = require('./onnx-resnet50.js');

const [folder, batch, size, threads] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const modules = path.join(folder, 'node_modules');
const ort = require(path.join(modules, 'onnxruntime-node'));
const { version } = JSON.parse(fs.readFileSync(path.join(modules, 'onnxruntime-node', 'package.json')));

function picture() {
  const values = new Float32Array(batch * 3 * size * size);
  for (let i = 0; i < values.length; i++) values[i] = 2 * Math.random() - 1;
  return new ort.Tensor('float32', values, [batch, 3, size, size]);
}

/* From a file, as users do: with the model's bytes in hand, its memory would count twice. */
async function load() {
  const file = path.join(fs.mkdtempSync('/tmp/onnx-'), 'resnet50.onnx');
  resnet50((bytes) => fs.appendFileSync(file, bytes));
  try {
    return await ort.InferenceSession.create(file, {
      intraOpNumThreads: threads, interOpNumThreads: 1, graphOptimizationLevel: 'all',
    });
  } finally {
    fs.rmSync(path.dirname(file), { recursive: true });
  }
}

function peakMemory() {
  return /VmHWM:\s*(\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1];
}

async function main() {
  const session = await load();
  const feeds = { pictures: picture() };
  const { embedding } = await session.run(feeds);
  if (embedding.dims.join() !== `${batch},2048` || !embedding.data.every(Number.isFinite))
    throw new Error(`the embedding is no [${batch}, 2048] of numbers`);
  console.log(`ready ONNX Runtime ${version}`);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [word, times] = line.split(' ');
    if (word === 'run') {
      const start = process.hrtime.bigint();
      for (let i = 0; i < Number(times); i++) await session.run(feeds);
      console.log(Number(process.hrtime.bigint() - start) / 1e9);
    } else console.log(peakMemory());
  }
}

main();
