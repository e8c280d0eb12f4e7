import type { JsPlugin } from '@farmfe/core'
import { createFarmPlugin } from 'unplugin'
import type { TelescopicOptions } from './options.ts'
import { createPlugin } from './unplugin.ts'

export type { TelescopicOptions } from './options.ts'

/** The plugin for Farm. */
export const telescopic: (options?: TelescopicOptions) => JsPlugin = createFarmPlugin(createPlugin)

export default telescopic
