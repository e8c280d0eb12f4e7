import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportOtel } from '../catalog/index.ts'
import { renderDiagnostics } from '../report/index.ts'
import type { Command } from './command.ts'
import { readCatalog, readText } from './files.ts'
import { printValue, refuse } from './output.ts'

/** `telescopic export`: a catalog for other systems. */
export const exportCatalog: Command = {
  meta: { name: 'export', description: "Write a catalog as a registry that OpenTelemetry's Weaver reads" },
  args: {
    format: { type: 'positional', description: 'What is exported to: `otel`' },
    catalog: { type: 'positional', default: 'scopes.yaml', description: 'Catalog file' },
    out: { type: 'string', valueHint: 'folder', default: 'registry', description: 'Folder to write to' },
    url: {
      type: 'string',
      valueHint: 'address',
      default: 'https://example.com/schemas/telemetry/0.1.0',
      description: 'Schema URL of the registry: an address that ends with a version',
    },
    description: { type: 'string', default: 'Telemetry.', description: 'What the manifest says of the registry' },
    force: { type: 'boolean', description: 'Replace files that are there' },
    json: { type: 'boolean', description: 'Print the result as JSON' },
  },
  run: ({ args }) => {
    const [format, out] = [String(args.format), String(args.out)]
    if (format !== 'otel') return refuse(`There is no format \`${format}\`: it is \`otel\`.`)
    const url = String(args.url)
    if (!/^https?:\/\/\S+\/[\w.+-]+$/.test(url))
      return refuse('`--url` is a web address that ends with a version, such as `…/shop/1.0.0`.')
    const catalog = readCatalog(String(args.catalog))
    if ('faults' in catalog) {
      process.stderr.write(`${renderDiagnostics(catalog.faults, { readText })}\n`)
      return 1
    }
    const { files, losses } = exportOtel(catalog, { url, description: String(args.description) })
    const foreign = [...files].find(([file, text]) => !args.force && holdsAnother(join(out, file), text))
    if (foreign)
      return refuse(
        `\`${join(out, foreign[0])}\` is there already: name another folder with \`--out\`, or replace it with \`--force\`.`,
      )
    mkdirSync(out, { recursive: true })
    for (const [file, text] of files) writeFileSync(join(out, file), text)
    const names = [...files.keys()].map((file) => `${out}/${file}`)
    const lines = [
      ...names.map((name) => `written ${name}`),
      ...losses.map(({ rule, name, message }) => `  ${rule} ${name} ${message}`),
    ]
    if (args.json) printValue({ ok: true, files: names, losses })
    else process.stdout.write(`${lines.join('\n')}\n`)
    return 0
  },
}

function holdsAnother(path: string, text: string): boolean {
  return existsSync(path) && readFileSync(path, 'utf8') !== text
}
