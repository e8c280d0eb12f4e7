/** A tsconfig with our plugin. */
export function tsconfig(
  compilerOptions: Readonly<Record<string, unknown>> = {},
  plugin: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    compilerOptions: {
      target: 'es2024',
      lib: ['es2024', 'esnext.disposable', 'esnext.decorators'],
      module: 'nodenext',
      types: ['node'],
      strict: true,
      skipLibCheck: true,
      rootDir: 'src',
      outDir: 'out',
      ...compilerOptions,
      plugins: [{ transform: 'telescopic/tsc', transformProgram: true, ...plugin }],
    },
    include: ['src'],
  })
}
