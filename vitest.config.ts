import { defineConfig, type ViteUserConfig } from 'vitest/config'

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/seed.ts'],
    // Builds by esbuild and tsc run inside; the machine may be shared. Nothing here asserts a time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})

export default config
