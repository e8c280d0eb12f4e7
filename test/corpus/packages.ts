/** The programs of the corpus: npm packages that ship their TypeScript sources, pinned. None of them is in the repo. */
export interface CorpusPackage {
  readonly name: string
  readonly version: string
  /** Of the tarball, as the registry states it. */
  readonly integrity: string
  /** Where the sources are. */
  readonly folder: string
  /** Files that are not taken: lists that repeat one shape, or files that need a build step of their own. */
  readonly skip?: RegExp
  /** The module that is bundled, from the folder. */
  readonly entry?: string
  /** What its own build puts in place of names. */
  readonly define?: Readonly<Record<string, string>>
  /** Whether its functions are called with telemetry and without: it needs no other package. */
  readonly plays?: true
  /** Its own tests that are run in all three states. */
  readonly tests?: RegExp
  /** Decorators as TypeScript had them first. */
  readonly legacyDecorators?: boolean
}

export const PACKAGES: readonly CorpusPackage[] = [
  {
    name: 'zod',
    version: '4.6.7',
    integrity: 'sha512-g8W2D2kU6a8untc053fX1uVBKzM7yqAxW/3zwk83+6RyF2+SKOuV+c0wBDhUwzV1PaGapmZH+rmcUzPf+3CGwg==',
    folder: 'src',
    entry: 'index.ts',
    // Without those that bundle the package themselves, which telemetry that is on makes larger, and the one that reads the
    // text of a source, which then has telemetry in it.
    tests: /^(?!.*\/(?:polyfill-collision|treeshake|parity)\.test)/,
  },
  {
    name: 'rxjs',
    version: '7.8.2',
    integrity: 'sha512-dhKf903U/PQZY6boNNtAGdWbG85WAbjT/1xYoZIC7FAY0yWapOBQVsVrDl58W86//e1VpMNBtRV4MaXfdMySFA==',
    folder: 'src',
    entry: 'index.ts',
    plays: true,
  },
  {
    name: '@theia/core',
    version: '1.75.0',
    integrity: 'sha512-ywAQmsCuwKgf3+HId8/ic4WEzftNoukxVpFJXeVgJj64Ze16A0ixyFdmBTyjfngol4PLjs27Bx2/nk/eJYuuYg==',
    folder: 'src',
    entry: 'common/index.ts',
    legacyDecorators: true,
  },
  {
    name: '@blueprintjs/core',
    version: '6.20.0',
    integrity: 'sha512-ykESsMltlWIeQOto7U5F1iyLxpwPn997BS4RfwKforB+VZYxsIWPxhwSydv+T7rg+QXzbG9L64o/ygXDoK2pbQ==',
    folder: 'src',
    entry: 'index.ts',
    legacyDecorators: true,
  },
  {
    name: 'mobx',
    version: '7.1.3',
    integrity: 'sha512-H2NcS5ylMsqYn7v4WpSdzv5YWPmw5XTV6pG2NvY0qYbh95FXbswZJ7pn7wU0rOtUvRzk+3t4AOX2eircoN+vBg==',
    folder: 'src',
    entry: 'mobx.ts',
    define: { __DEV__: 'true' },
    plays: true,
  },
  {
    name: '@tanstack/router-core',
    version: '1.171.39',
    integrity: 'sha512-qUhoJ0meuSUqGYQbHbcJYdASr06YtK+bulbj6vtrhKYFkLgkSsZ6tXmMyym7sFxiSJSPYgasgozrL01LyyR/6A==',
    folder: 'src',
    entry: 'index.ts',
  },
  {
    name: '@tanstack/query-core',
    version: '5.108.0',
    integrity: 'sha512-X9zJUtEV/0D2q9pmGS/Bza8S4bNovSBhZOtdhtu0fzsHwizC6C+Eh/q5CX3MQBchsRMrirWVQmv7Fp4OStzV9g==',
    folder: 'src',
    entry: 'index.ts',
    plays: true,
  },
  {
    name: 'effect',
    version: '4.1.0',
    integrity: 'sha512-lGx2MJJyrXA8RZb2UpQ/0Nkb5Utaimby7oD92+18noBxLPE85IFOvptdzau8dvcxAOwfwHo9iqapbKeFzqQM/Q==',
    folder: 'src',
    skip: /^(unstable|ai-docs)\//,
    entry: 'index.ts',
    plays: true,
  },
  {
    name: 'ethers',
    version: '6.17.0',
    integrity: 'sha512-BpyrpIPJ3ydEVow8zGaz1DuPS7YU8DcWxuBnY9a0UA/lvAPwrMr+EPXsfrul628SRaekPNeIM4UFh/91GWZang==',
    folder: 'src.ts',
    skip: /^_tests\//,
    entry: 'index.ts',
  },
  {
    name: 'rxdb',
    version: '17.6.0',
    integrity: 'sha512-VmnCk/IXQ5KoUXw1ZsnsFt/DJI6DCCepE7SkHk44kybyMXczBawPuEAaShLtVQj+xrc9hVEyHOxzgPgIrnjgqQ==',
    folder: 'src',
    entry: 'index.ts',
  },
  {
    name: 'viem',
    version: '2.57.20',
    integrity: 'sha512-LSvREzKT7xFXpmxW2YFJ/OtcZRkSGLp5zywSgadBf0qQCeqh2+FxHHWyrS2zEG7ZfBWQQvk8HI1i4HPzSMD14g==',
    folder: '.',
    skip: /^(chains\/definitions|_cjs|_esm|_types|trusted-setups)\//,
    entry: 'index.ts',
  },
]
