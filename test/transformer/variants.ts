import {
  NO_OPTIMIZATIONS,
  OPTIMIZATIONS,
  type Optimizations,
  resolveOptimizations,
} from '../../transformer/optimize.ts'

/** Every optimisation alone, with the one it needs, and all together. */
export const VARIANTS: readonly (readonly [string, Optimizations])[] = [
  ['all', resolveOptimizations()],
  ...OPTIMIZATIONS.map((name) => [name, { ...NO_OPTIMIZATIONS, sites: name !== 'using', [name]: true }] as const),
]
