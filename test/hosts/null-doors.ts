import { readFileSync } from 'node:fs'
import type { Plugin } from 'esbuild'
import { createUnplugin } from 'unplugin'
import { PACKAGE_IDS, SOURCE_IDS } from '../../transformer/hosts/module-ids.ts'
import type * as doors from './doors.ts'

/** Plugins that are asked what ours are asked, and do nothing: what a host takes for having a plugin at all. */

const nothing = createUnplugin(() => ({
  name: 'nothing',
  enforce: 'pre',
  transform: {
    order: 'pre',
    filter: { id: { include: SOURCE_IDS, exclude: PACKAGE_IDS }, code: ['telescopic'] },
    handler: () => undefined,
  },
}))

const esbuild: Plugin = {
  name: 'nothing',
  setup: ({ onLoad }) => onLoad({ filter: /\.ts$/ }, ({ path }) => ({ contents: readFileSync(path), loader: 'ts' })),
}

export const nullDoors: typeof doors = {
  esbuild: () => esbuild,
  vite: nothing.vite,
  rollup: nothing.rollup,
  rolldown: nothing.rolldown,
  webpack: nothing.webpack,
  rspack: nothing.rspack,
  rsbuild: nothing.rsbuild,
} as unknown as typeof doors

/** The doors that the drivers of Farm and Bun use. */
export const nullFarm: () => object = () => nothing.farm() as unknown as object
export const nullBun: () => object = () => nothing.bun() as unknown as object
