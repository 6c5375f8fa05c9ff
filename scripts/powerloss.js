'use strict'
// Losses of power at many moments: `--points N` of a run of `--steps N` changes, each in six ways and each twice; `--seed N`.

const { parseArgs } = require('node:util')
const { run } = require('./run.js')

const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '500' },
    steps: { type: 'string', default: '120' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})

const test = ['test', '--locked', '-p', 'oss-emulator', '--lib', 'powerloss::at_length']
run('cargo', [...test, '--', '--ignored', '--nocapture'], {
  env: { POINTS: values.points, STEPS: values.steps, SEED: values.seed },
})
