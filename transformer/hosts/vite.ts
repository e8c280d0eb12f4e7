import { createVitePlugin } from 'unplugin'
import type { Plugin } from 'vite'
import type { TelescopicOptions } from './options.ts'
import { createPlugins } from './unplugin.ts'

export type { TelescopicOptions } from './options.ts'

/** The plugin for Vite. */
export const telescopic: (options?: TelescopicOptions) => Plugin | Plugin[] = createVitePlugin(createPlugins)

export default telescopic
