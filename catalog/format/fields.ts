// The words that the format of a catalog is written in. One table of fields serves the reader, which checks values by
// it, and the JSON Schema, which tells editors the same.

import type { PlainValue } from '../model.ts'
import type { MapNode, ScalarNode, YamlNode } from '../yaml.ts'

/** A text; `form` narrows it. */
export interface TextField {
  readonly type: 'text'
  readonly brief: string
  readonly form?: TextForm
}

/** A form that texts of a field have. */
export interface TextForm {
  readonly pattern: RegExp
  /** Completes the sentence "`since` must be …". */
  readonly say: string
}

/** One of a list of words. */
export interface WordField<Word extends string = string> {
  readonly type: 'word'
  readonly brief: string
  readonly words: readonly Word[]
}

/** A finite number. */
export interface NumberField {
  readonly type: 'number'
  readonly brief: string
  readonly min?: number
  readonly max?: number
  readonly integer?: boolean
  /** How a message calls it where it has no key of its own. */
  readonly called?: string
}

export interface BooleanField {
  readonly type: 'boolean'
  readonly brief: string
}

/** Anything; kept as plain data. */
export interface AnyField {
  readonly type: 'any'
  readonly brief: string
}

export interface ListField<Item extends Field = Field> {
  readonly type: 'list'
  readonly brief: string
  readonly of: Item
  /** Plural of what stands in the list, for messages. */
  readonly items: string
  /** How a message calls one of them. */
  readonly called: string
}

/** A map from names that the user chose. */
export interface MapField<Value extends Field = Field> {
  readonly type: 'map'
  readonly brief: string
  readonly of: Value
  /** Says how an entry is written, where something else stands. */
  readonly note?: string
}

/** A map with known keys. */
export interface EntryField<Fields extends FieldTable = FieldTable> {
  readonly type: 'entry'
  readonly brief: string
  readonly fields: Fields
  /** Keys of which one has to be there. */
  readonly requires?: readonly Requires[]
  /** Whether the name alone says enough. */
  readonly mayBeEmpty?: boolean
  /** How a message calls it: `the use of` a name, `the scope` of a name. Without it, the key it stands under. */
  readonly called?: string
  /** Says how one is written, where something else stands. */
  readonly note?: string
}

export interface Requires {
  readonly oneOf: readonly string[]
  readonly note: string
}

/** One of several forms, told apart by what YAML makes of them. */
export interface ChoiceField<Choices extends readonly Field[] = readonly Field[]> {
  readonly type: 'choice'
  readonly brief: string
  readonly of: Choices
}

export type Field =
  | TextField
  | WordField
  | NumberField
  | BooleanField
  | AnyField
  | ListField
  | MapField
  | EntryField
  | ChoiceField

export type FieldTable = Readonly<Record<string, Field>>

/** What a field gives when it is read. */
export type ValueOf<F> = F extends { readonly type: 'text' }
  ? string
  : F extends { readonly type: 'word'; readonly words: readonly (infer Word)[] }
    ? Word
    : F extends { readonly type: 'number' }
      ? number
      : F extends { readonly type: 'boolean' }
        ? boolean
        : F extends { readonly type: 'any' }
          ? PlainValue
          : F extends { readonly type: 'list'; readonly of: infer Item }
            ? readonly Given<ValueOf<Item>>[]
            : F extends { readonly type: 'map'; readonly of: infer Value }
              ? ReadonlyMap<string, Given<ValueOf<Value>>>
              : F extends { readonly type: 'entry'; readonly fields: infer Fields }
                ? Entry<Fields>
                : F extends { readonly type: 'choice'; readonly of: readonly (infer Choice)[] }
                  ? ValueOf<Choice>
                  : never

/** A value with the node it was read from. */
export interface Given<Value> {
  readonly value: Value
  /** The key in front of it; the node itself in a list. */
  readonly key: ScalarNode
  readonly node: YamlNode
  /** Whether it is what the text says, and not what a typo was taken for. */
  readonly certain: boolean
}

/** A map with known keys, read: what was given rightly, by key. */
export interface Entry<Fields> {
  readonly isEntry: true
  readonly owner: string
  readonly node: MapNode | undefined
  readonly values: { readonly [Key in keyof Fields]?: Given<ValueOf<Fields[Key]>> }
  /** Keys that stand there, whether or not their values were right. */
  readonly has: (key: keyof Fields & string) => boolean
}
