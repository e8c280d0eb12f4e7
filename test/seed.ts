import fc from 'fast-check'

// One seed for every run: a counterexample found by chance would fail the change of somebody who did not cause it.
// `SEED=random` looks for new ones; a number repeats a run that printed it.
const { SEED = '20261121' } = process.env
if (SEED !== 'random') fc.configureGlobal({ seed: Number(SEED) })
