import { setImmediate } from 'node:timers/promises'
import { estimateTokens } from './tokens.js'

/** The request that is turned away, as a busy server would. Always the same one, so that two runs can be compared. */
const BUSY_REQUEST = 5

const COMMON_WORDS = new Set(
  `a about all also always an and any are as at be but by can do does each for from had has have how i if in into is it
  its just many more most no not of on one or other over so some such than that the their them then there these they
  this to too two under up us was were what when where which while who why will with`.split(/\s+/),
)

export interface Prompt {
  readonly question: string
  readonly text: string
}

/** The sentence that answers best. */
export interface Answer {
  readonly text: string
  readonly score: number
  readonly inputTokens: number
  readonly outputTokens: number
}

/** Thrown when the model has no time; the same request may be sent again. */
export class BusyError extends Error {
  override readonly name = 'BusyError'
}

/** A "language model" that quotes: it answers with one sentence of the text. No network, no randomness. */
export class QuotingModel {
  readonly name = 'quoting-1'
  /** How many requests were made, failed ones included. */
  requests = 0

  async generate(prompt: Prompt): Promise<Answer> {
    this.requests += 1
    const request = this.requests
    await setImmediate()
    if (request === BUSY_REQUEST) throw new BusyError(`request ${request} came at a bad time`)

    const inputTokens = estimateTokens(prompt.question) + estimateTokens(prompt.text)
    const best = this.rank(prompt)[0] ?? { text: '', score: 0 }
    return { ...best, inputTokens, outputTokens: estimateTokens(best.text) }
  }

  /** Orders sentences: words of the question count most, then words that the text often uses. */
  rank(prompt: Prompt): { text: string; score: number }[] {
    const asked = new Set(wordsOf(prompt.question))
    const frequency = new Map<string, number>()
    for (const word of wordsOf(prompt.text)) frequency.set(word, (frequency.get(word) ?? 0) + 1)

    const ranked = prompt.text.split(/(?<=[.!?])\s+/).map((text) => {
      const words = [...new Set(wordsOf(text))]
      const common = words.reduce((sum, word) => sum + (frequency.get(word) ?? 0), 0)
      const wanted = words.filter((word) => asked.has(word)).length
      return { text, score: wanted * 100 + Math.round((common * 10) / (words.length + 4)) }
    })
    return ranked.sort((a, b) => b.score - a.score)
  }
}

/** Lower case, without the most common words and the plural's `s`. */
function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? []
  return words.filter((word) => !COMMON_WORDS.has(word)).map((word) => word.replace(/s$/, ''))
}
