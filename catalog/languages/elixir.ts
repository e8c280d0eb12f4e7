import type { Catalog, Scope } from '../model.ts'
import { quoteDouble } from './comments.ts'

/**
 * Prints an Elixir module that knows the names of the catalog: from a string to the list of atoms that `:telemetry`
 * calls an event, and back. Every atom stands in the code, so that no text from outside ever makes a new one.
 */
export function printElixir(catalog: Catalog, header: readonly string[], module: string): string {
  const scopes = [...catalog.scopes.values()]
  const keysOf = (pick: (scope: Scope) => readonly { readonly name: string }[]): string[] =>
    [...new Set(scopes.flatMap((scope) => pick(scope).map(({ name }) => name)))].sort()
  const measurementKeys = keysOf((scope) => scope.measurements)
  const metadataKeys = keysOf((scope) => scope.attributes)
  const deprecated = scopes.filter((scope) => scope.deprecated)
  const functions = [
    ...FUNCTIONS,
    ...printMap('events_by_name', scopes, (scope) => printList(scope.name.split('.'))),
    ...printPairs(
      'names_by_event',
      scopes.map((scope) => [printList(scope.name.split('.')), quoteElixir(scope.name)]),
    ),
    ...printMap('kinds_by_name', scopes, (scope) => printAtom(scope.kind)),
    ...printMap(
      'units_by_name',
      scopes.filter(({ unit }) => unit !== undefined),
      (scope) => quoteElixir(scope.unit!),
    ),
    ...printMap('measurements_by_name', scopes, (scope) => printList(scope.measurements.map(({ name }) => name))),
    ...printMap('metadata_by_name', scopes, (scope) => printList(scope.attributes.map(({ name }) => name))),
    ...printMap('required_by_name', scopes, (scope) =>
      printList(scope.attributes.filter((use) => use.requirement === 'required').map(({ name }) => name)),
    ),
    ...printMap('replacements', deprecated, ({ deprecated: gone }) =>
      gone?.replacedBy === undefined ? 'nil' : quoteElixir(gone.replacedBy),
    ),
    ...printKeys('measurement_keys_by_name', measurementKeys),
    ...printKeys('metadata_keys_by_name', metadataKeys),
  ]
  const top = header.map((line) => `# ${line}`)
  const body = functions.map((line) => (line === '' ? '' : `  ${line}`))
  return `${[...top, '', `defmodule ${module} do`, ...body, 'end'].join('\n')}\n`
}

/** The functions of the module. Constant maps, not a clause a name: a look-up is one step, and copies nothing. */
const FUNCTIONS: readonly string[] = `@moduledoc "The names of the telemetry catalog. No function makes an atom."

@type name :: String.t()
@type event :: [atom(), ...]

@doc "Every name, sorted."
@spec names() :: [name()]
def names, do: events_by_name() |> Map.keys() |> Enum.sort()

@doc "Every event, in the order of the names."
@spec events() :: [event()]
def events, do: Enum.map(names(), &Map.fetch!(events_by_name(), &1))

@doc "The event of a name: \`{:ok, [:a, :b]}\` for \`\\"a.b\\"\`, \`:error\` for what the catalog does not know."
@spec event(name()) :: {:ok, event()} | :error
def event(name), do: Map.fetch(events_by_name(), name)

@doc "The name of an event."
@spec name(event()) :: {:ok, name()} | :error
def name(event), do: Map.fetch(names_by_event(), event)

@doc "What a scope is: \`:span\`, \`:counter\`, \`:gauge\`, \`:histogram\` or \`:event\`."
@spec kind(name()) :: {:ok, atom()} | :error
def kind(name), do: Map.fetch(kinds_by_name(), name)

@doc "The unit of a metric."
@spec unit(name()) :: {:ok, String.t()} | :error
def unit(name), do: Map.fetch(units_by_name(), name)

@doc "The measurements that an event carries."
@spec measurements(name()) :: {:ok, [atom()]} | :error
def measurements(name), do: Map.fetch(measurements_by_name(), name)

@doc "The metadata keys that a scope may have."
@spec metadata(name()) :: {:ok, [atom()]} | :error
def metadata(name), do: Map.fetch(metadata_by_name(), name)

@doc "The metadata keys that a scope must have."
@spec required_metadata(name()) :: {:ok, [atom()]} | :error
def required_metadata(name), do: Map.fetch(required_by_name(), name)

@doc "What to use instead of a deprecated scope: \`nil\` when nothing takes its place, \`:error\` when it is live."
@spec replacement(name()) :: {:ok, name() | nil} | :error
def replacement(name), do: Map.fetch(replacements(), name)

@doc "Every measurement key of the catalog, sorted."
@spec measurement_keys() :: [atom()]
def measurement_keys, do: measurement_keys_by_name() |> Map.values() |> Enum.sort()

@doc "Every metadata key of the catalog, sorted."
@spec metadata_keys() :: [atom()]
def metadata_keys, do: metadata_keys_by_name() |> Map.values() |> Enum.sort()

@doc "The atom of a measurement key, from the text of a message."
@spec measurement_key(String.t()) :: {:ok, atom()} | :error
def measurement_key(text), do: Map.fetch(measurement_keys_by_name(), text)

@doc "The atom of a metadata key, from the text of a message."
@spec metadata_key(String.t()) :: {:ok, atom()} | :error
def metadata_key(text), do: Map.fetch(metadata_keys_by_name(), text)`.split('\n')

function printMap(name: string, scopes: readonly Scope[], print: (scope: Scope) => string): string[] {
  return printPairs(
    name,
    scopes.map((scope) => [quoteElixir(scope.name), print(scope)]),
  )
}

function printKeys(name: string, keys: readonly string[]): string[] {
  return printPairs(
    name,
    keys.map((key) => [quoteElixir(key), printAtom(key)]),
  )
}

function printPairs(name: string, pairs: readonly (readonly [string, string])[]): string[] {
  if (pairs.length === 0) return ['', `defp ${name}, do: %{}`]
  const lines = pairs.map(([key, value], index) => `    ${key} => ${value}${index < pairs.length - 1 ? ',' : ''}`)
  return ['', `defp ${name} do`, '  %{', ...lines, '  }', 'end']
}

function printList(names: readonly string[]): string {
  return `[${names.map(printAtom).join(', ')}]`
}

function printAtom(name: string): string {
  return /^[a-z][a-z0-9_]*$/.test(name) ? `:${name}` : `:${quoteElixir(name)}`
}

function quoteElixir(text: string): string {
  return quoteDouble(text, /["\\#]/, (code) => `\\u{${code.toString(16)}}`)
}
