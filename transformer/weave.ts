import type { Edit } from './edit.ts'
import type { Instrumented } from './instrument.ts'
import { insert } from './prepared-draft.ts'
import { type Node, skipTrivia } from './syntax.ts'

/**
 * Puts a span around the body of a function that the catalog instruments. The function stays the one it was: its name, its
 * parameters, `this`, `arguments`, that it is declared before it is reached; what it gives and what it throws.
 *
 *     plan(order) { work() }              →  plan(order) {return _trun(_t1??=_tsite('plan'),void 0,()=>{ work() })}
 *     const f = async (a) => await g(a)   →  const f = async (a) => await _trun(_t1??=_tsite('f'),void 0,async()=>await g(a))
 *     function* all() { yield 1 }         →  function* all() {const _tw0=_topen(_t1??=_tsite('all'));try{ yield 1 }catch…finally…}
 *
 * A generator runs in the context of whoever asks for its values, so that its span is a handle.
 */
export function weaveFunction(text: string, { fn, form, scopes }: Instrumented, names: WeaveNames): Edit[] {
  const { body } = fn
  const { head, tail } =
    form.kind === 'callback' ? weaveCallback(fn, form.hidden, scopes, names) : weaveHandles(scopes, names)
  if (body.type !== 'BlockStatement') {
    // Behind a line that ends in `() => {}` or `x++` a parenthesis begins a statement; behind `)` it would call.
    const isBlock = /^[([`+\-/<]/.test(text[skipTrivia(text, fn.end)] ?? '')
    const [open, close] = isBlock ? ['{return ', '}'] : ['', '']
    return [insert(body.start, open + head), insert(body.end, tail + close)]
  }
  const directive: Node | undefined = body.body.findLast((statement: Node) => statement.directive)
  const at = directive?.end ?? body.start + 1
  const separator = directive && text[at - 1] !== ';' ? ';' : ''
  return [insert(at, separator + head), insert(body.end - 1, tail)]
}

/** Where a weaver gets the names from that it puts into the text. */
export interface WeaveNames {
  /** The name of a function of `telescopic/site`. */
  readonly useFunction: (name: string) => string
  /** The expression that gives the site of a scope. */
  readonly makeSite: (scope: string) => string
  /** What all names begin with that are added. */
  readonly prefix: string
  /** The parameter that has the span, where something in the function asks for it by name. */
  readonly parameter: string
  /** Whether the function starts nothing for later. */
  readonly isSync: boolean
  readonly isTypeScript: boolean
}

interface Woven {
  readonly head: string
  readonly tail: string
}

/** The body becomes the callback of a span. Around it stand the callbacks of further ones. */
function weaveCallback(fn: Node, hidden: readonly string[], scopes: readonly string[], names: WeaveNames): Woven {
  const { useFunction, makeSite, isSync, isTypeScript, parameter } = names
  const form = isSync ? 'sync' : 'run'
  const calls = scopes.map((scope, index) => {
    const isBare = parameter === '' || index < scopes.length - 1
    return `${useFunction(isBare ? `${form}Bare` : form)}(${makeSite(scope)},void 0,`
  })
  const asynchronous = fn.async ? 'async' : ''
  const declared = hidden.map((name) => (isTypeScript ? `${name}:any` : name))
  const callback =
    hidden.length > 0 ? `(${parameter})=>(${asynchronous}(${declared})=>` : `${asynchronous}(${parameter})=>`
  const given = hidden.length > 0 ? `)(${hidden})` : ''
  const isBlock = fn.body.type === 'BlockStatement'
  const start = (isBlock ? 'return ' : '') + (fn.async ? 'await ' : '')
  return {
    head: start + calls.join('()=>') + callback + (isBlock ? '{' : ''),
    tail: (isBlock ? '}' : '') + given + ')'.repeat(calls.length),
  }
}

/** The body stays where it is, and the spans are opened and ended around it. */
function weaveHandles(scopes: readonly string[], { useFunction, makeSite, prefix }: WeaveNames): Woven {
  const opened = useFunction('open')
  const handles = scopes.map((scope, index) => ({ name: `${prefix}w${index}`, site: makeSite(scope) }))
  const inside = handles.toReversed().map(({ name }) => name)
  const failed = inside.map((name) => `${name}.fail(${prefix}e)`)
  return {
    head: `const ${handles.map(({ name, site }) => `${name}=${opened}(${site})`)};try{`,
    tail: `}catch(${prefix}e){${failed.join(';')};throw ${prefix}e}finally{${inside.map((name) => `${name}.end()`).join(';')}}`,
  }
}
