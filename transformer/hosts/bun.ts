import { createBunPlugin } from 'unplugin'
import type { TelescopicOptions } from './options.ts'
import { createPlugin } from './unplugin.ts'

export type { TelescopicOptions } from './options.ts'

/** The part of Bun's type of plugins that there is without its package of types. */
export interface BunPlugin {
  readonly name: string
  setup(build: object): void | Promise<void>
}

/** The plugin for Bun. */
export const telescopic: (options?: TelescopicOptions) => BunPlugin = createBunPlugin(createPlugin)

export default telescopic
