import type { RspackPluginInstance } from '@rspack/core'
import { createRspackPlugin } from 'unplugin'
import type { TelescopicOptions } from './options.ts'
import { createPlugin } from './unplugin.ts'

export type { TelescopicOptions } from './options.ts'

/** The plugin for Rspack. */
export const telescopic: (options?: TelescopicOptions) => RspackPluginInstance = createRspackPlugin(createPlugin)

export default telescopic
