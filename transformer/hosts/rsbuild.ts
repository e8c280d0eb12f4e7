import type { RsbuildPlugin } from '@rsbuild/core'
import { createRsbuildPlugin } from 'unplugin'
import type { TelescopicOptions } from './options.ts'
import { createPlugin } from './unplugin.ts'

export type { TelescopicOptions } from './options.ts'

/** The plugin for Rsbuild. */
export const telescopic: (options?: TelescopicOptions) => RsbuildPlugin = createRsbuildPlugin(createPlugin)

export default telescopic
