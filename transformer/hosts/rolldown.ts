import type { Plugin } from 'rolldown'
import { createRolldownPlugin } from 'unplugin'
import type { TelescopicOptions } from './options.ts'
import { createPlugins } from './unplugin.ts'

export type { TelescopicOptions } from './options.ts'

/** The plugin for Rolldown. */
export const telescopic: (options?: TelescopicOptions) => Plugin | Plugin[] = createRolldownPlugin(createPlugins)

export default telescopic
