import type { Plugin } from 'rollup'
import { createRollupPlugin } from 'unplugin'
import type { TelescopicOptions } from './options.ts'
import { createPlugins } from './unplugin.ts'

export type { TelescopicOptions } from './options.ts'

/** The plugin for Rollup. */
export const telescopic: (options?: TelescopicOptions) => Plugin | Plugin[] = createRollupPlugin(createPlugins)

export default telescopic
