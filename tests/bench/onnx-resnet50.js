/* A ResNet-50 v1.5 as an ONNX model: batch normalisation already folded into the convolutions, as exporters do it for
 * use; weights drawn at random (He). Protocol buffers by hand: onnx.proto3 gives the numbers of the fields. */
'use strict';

const FLOAT = 1;

function varint(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}

const number = (field, value) => Buffer.concat([varint(field * 8), varint(value)]);

function part(field, ...contents) {
  const content = Buffer.concat(contents.map((piece) => Buffer.from(piece)));
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
}

/* AttributeProto: 1 name, 3 i, 8 ints, 20 type (2 INT, 7 INTS) */
const integers = (name, values) =>
  part(5, part(1, name), ...values.map((value) => number(8, value)), number(20, 7));

/* NodeProto: 1 input, 2 output, 4 op_type, 5 attribute */
function node(type, inputs, output, ...attributes) {
  return part(1, ...inputs.map((input) => part(1, input)), part(2, output), part(4, type), ...attributes);
}

/* TensorProto: 1 dims, 2 data_type, 8 name, 9 raw_data */
function tensor(name, dims, deviation) {
  const values = new Float32Array(dims.reduce((a, b) => a * b));
  for (let i = 0; i < values.length; i++) values[i] = deviation * Math.sqrt(3) * (2 * Math.random() - 1);
  return part(5, ...dims.map((dim) => number(1, dim)), number(2, FLOAT), part(8, name),
              part(9, Buffer.from(values.buffer)));
}

/* ValueInfoProto: 1 name, 2 type; there 1 tensor_type: 1 elem_type, 2 shape; there 1 dim: 1 dim_value, 2 dim_param */
function value(field, name, dims) {
  const shape = part(2, ...dims.map((dim) => part(1, typeof dim === 'string' ? part(2, dim) : number(1, dim))));
  return part(field, part(1, name), part(2, part(1, number(1, FLOAT), shape)));
}

/* Adds nodes and weights to a graph, each step returning the name of what it gives. */
class Graph {
  constructor() {
    this.nodes = [];
    this.weights = [];
  }

  add(type, inputs, ...attributes) {
    const output = `${type}${this.nodes.length}`;
    this.nodes.push(node(type, inputs, output, ...attributes));
    return output;
  }

  convolution(x, channels, out, kernel, stride, gain = 1) {
    const name = `convolution${this.weights.length}`, padding = (kernel - 1) / 2;
    this.weights.push(tensor(`${name}.weight`, [out, channels, kernel, kernel],
                             gain * Math.sqrt(2 / (channels * kernel * kernel))),
                      tensor(`${name}.bias`, [out], 0.1));
    return this.add('Conv', [x, `${name}.weight`, `${name}.bias`], integers('kernel_shape', [kernel, kernel]),
                    integers('strides', [stride, stride]), integers('pads', Array(4).fill(padding)));
  }

  block(x, channels, width, stride) {
    const out = 4 * width;
    let y = this.add('Relu', [this.convolution(x, channels, width, 1, 1)]);
    y = this.add('Relu', [this.convolution(y, width, width, 3, stride)]);
    y = this.convolution(y, width, out, 1, 1, 0.3);
    const shortcut = channels !== out || stride !== 1 ? this.convolution(x, channels, out, 1, stride) : x;
    return this.add('Relu', [this.add('Add', [y, shortcut])]);
  }
}

function build() {
  const graph = new Graph();
  let x = graph.add('Relu', [graph.convolution('pictures', 3, 64, 7, 2)]);
  x = graph.add('MaxPool', [x], integers('kernel_shape', [3, 3]), integers('strides', [2, 2]),
                integers('pads', [1, 1, 1, 1]));
  let channels = 64;
  for (const [blocks, width, stride] of [[3, 64, 1], [4, 128, 2], [6, 256, 2], [3, 512, 2]])
    for (let i = 0; i < blocks; i++) {
      x = graph.block(x, channels, width, i === 0 ? stride : 1);
      channels = 4 * width;
    }
  graph.nodes.push(node('GlobalAveragePool', [x], 'pooled'), node('Flatten', ['pooled'], 'embedding'));
  return graph;
}

/* ModelProto: 1 ir_version, 7 graph, 8 opset_import; GraphProto: 1 node, 2 name, 5 initializer, 11 input, 12 output.
 * Given out in pieces. */
function resnet50(write) {
  const { nodes, weights } = build();
  const pieces = [...nodes, part(2, 'resnet50'), ...weights, value(11, 'pictures', ['n', 3, 'height', 'width']),
                  value(12, 'embedding', ['n', 2048])];
  write(Buffer.concat([number(1, 8), part(8, part(1, ''), number(2, 17)), varint(7 * 8 + 2),
                       varint(pieces.reduce((sum, piece) => sum + piece.length, 0))]));
  for (const piece of pieces) write(piece);
}

module.exports = { resnet50 };
