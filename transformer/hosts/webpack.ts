import { createWebpackPlugin } from 'unplugin'
import type { WebpackPluginInstance } from 'webpack'
import type { TelescopicOptions } from './options.ts'
import { createPlugin } from './unplugin.ts'

export type { TelescopicOptions } from './options.ts'

/** The plugin for webpack. */
export const telescopic: (options?: TelescopicOptions) => WebpackPluginInstance = createWebpackPlugin(createPlugin)

export default telescopic
