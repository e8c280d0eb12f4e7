import type ts from 'typescript'
import type { Scope } from '../../../catalog/index.ts'
import { describeScope, documentScope, tagScope } from './describe.ts'
import { createSession, type EditorConfig, type EditorSession } from './session.ts'

/**
 * A plugin of the language service: what TypeScript gives for exported constants and not for string literals. Hover, go
 * to definition and marks of deprecation, for the names in calls. Types, completions and errors are TypeScript's own.
 */
export function createPlugin({ typescript }: { readonly typescript: typeof ts }): ts.server.PluginModule {
  return {
    create: (info) =>
      decorate(info.languageService, createSession(typescript, info, info.config as EditorConfig), typescript),
  }
}

/** Everything that is not about a scope goes to the service as it is. */
function decorate(service: ts.LanguageService, session: EditorSession, typescript: typeof ts): ts.LanguageService {
  const proxy: ts.LanguageService = Object.create(null)
  for (const key of Object.keys(service) as (keyof ts.LanguageService)[]) {
    const method = service[key] as (...given: unknown[]) => unknown
    Object.assign(proxy, { [key]: (...given: unknown[]) => method.apply(service, given) })
  }
  const original: ts.LanguageService = service
  proxy.getQuickInfoAtPosition = (file, position, ...rest) =>
    session.guard(() => hover(session, typescript, file, position)) ??
    original.getQuickInfoAtPosition(file, position, ...rest)
  proxy.getDefinitionAtPosition = (file, position, ...rest) =>
    session.guard(() => define(session, typescript, file, position)?.definitions) ??
    original.getDefinitionAtPosition(file, position, ...rest)
  proxy.getDefinitionAndBoundSpan = (file, position) =>
    session.guard(() => define(session, typescript, file, position)) ??
    original.getDefinitionAndBoundSpan(file, position)
  proxy.getSuggestionDiagnostics = (file) => [
    ...original.getSuggestionDiagnostics(file),
    ...(session.guard(() => markDeprecated(session, typescript, file)) ?? []),
  ]
  proxy.getCompletionsAtPosition = (file, position, ...rest) => {
    const given = original.getCompletionsAtPosition(file, position, ...rest)
    return session.guard(() => given && markEntries(session, given)) ?? given
  }
  proxy.getCompletionEntryDetails = (file, position, name, ...rest) => {
    const given = original.getCompletionEntryDetails(file, position, name, ...rest)
    return session.guard(() => given && completeDetails(session, typescript, given)) ?? given
  }
  return proxy
}

function hover(
  session: EditorSession,
  typescript: typeof ts,
  file: string,
  position: number,
): ts.QuickInfo | undefined {
  const found = session.findName(file, position)
  if (!found) return undefined
  const { scope, start, length } = found
  return {
    kind: typescript.ScriptElementKind.constElement,
    kindModifiers: scope.deprecated ? 'deprecated' : '',
    textSpan: { start, length },
    displayParts: describeScope(scope),
    documentation: documentScope(scope, session.catalog()),
    tags: tagScope(scope),
  }
}

function define(
  session: EditorSession,
  typescript: typeof ts,
  file: string,
  position: number,
): { readonly definitions: readonly ts.DefinitionInfo[]; readonly textSpan: ts.TextSpan } | undefined {
  const found = session.findName(file, position)
  if (!found) return undefined
  const { scope, start, length } = found
  const { place } = scope
  const definition: ts.DefinitionInfo = {
    fileName: session.toPath(place.file),
    textSpan: { start: place.start, length: place.end - place.start },
    kind: typescript.ScriptElementKind.constElement,
    name: scope.name,
    containerKind: typescript.ScriptElementKind.unknown,
    containerName: '',
  }
  return { definitions: [definition], textSpan: { start, length } }
}

/** Number of our suggestion, outside of those that TypeScript uses. */
const DEPRECATED_CODE = 9_906_385

function markDeprecated(session: EditorSession, typescript: typeof ts, file: string): ts.DiagnosticWithLocation[] {
  const source = session.getSourceFile(file)
  if (!source) return []
  return session.listNames(file).flatMap(({ scope, start, length }) => {
    if (!scope.deprecated) return []
    const { replacedBy, note } = scope.deprecated
    const facts = [replacedBy === undefined ? '' : `Use '${replacedBy}'.`, note ?? '']
    return [
      {
        category: typescript.DiagnosticCategory.Suggestion,
        code: DEPRECATED_CODE,
        file: source,
        start,
        length,
        messageText: [`'${scope.name}' is deprecated.`, ...facts].filter(Boolean).join(' '),
        reportsDeprecated: {},
        source: 'telescopic',
      },
    ]
  })
}

function markEntries(
  session: EditorSession,
  given: ts.WithMetadata<ts.CompletionInfo>,
): ts.WithMetadata<ts.CompletionInfo> {
  const scopes = session.catalog()?.scopes
  const entries = given.entries.map((entry) => {
    const scope = entry.kind === 'string' ? scopes?.get(entry.name) : undefined
    return scope?.deprecated ? { ...entry, kindModifiers: 'deprecated', sortText: `z${entry.sortText}` } : entry
  })
  return { ...given, entries }
}

function completeDetails(
  session: EditorSession,
  typescript: typeof ts,
  given: ts.CompletionEntryDetails,
): ts.CompletionEntryDetails {
  const scope: Scope | undefined =
    given.kind === typescript.ScriptElementKind.string ? session.catalog()?.scopes.get(given.name) : undefined
  if (!scope) return given
  return {
    ...given,
    displayParts: describeScope(scope),
    documentation: documentScope(scope, session.catalog()),
    tags: tagScope(scope),
  }
}
