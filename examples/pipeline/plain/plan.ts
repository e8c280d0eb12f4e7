import { contentKey } from './cache.js'
import type { Source } from './sources.js'
import { estimateTokens, sumTokens } from './tokens.js'

/** How many tokens a chunk may have. */
const CHUNK_TOKENS = 120

/** A piece of a text that fits into one prompt. */
export interface Chunk {
  readonly source: string
  readonly index: number
  readonly text: string
  readonly tokens: number
}

/** One question to one chunk. */
export interface Job {
  readonly question: string
  readonly chunk: Chunk
}

/** All the work of a run, in batches that are executed side by side. */
export interface Plan {
  /** Hash of the texts and the questions: the same work has the same id. */
  readonly id: string
  readonly batches: readonly Job[][]
  readonly estimatedTokens: number
}

/** Plans every question for every chunk. The questions to one text follow each other. */
export function planBatches(sources: readonly Source[], questions: readonly string[], batchSize: number): Plan {
  const chunks = sources.flatMap(splitSource)
  const jobs = sources.flatMap((source) => {
    const own = chunks.filter((chunk) => chunk.source === source.name)
    return questions.flatMap((question) => own.map((chunk) => ({ question, chunk })))
  })
  const estimatedTokens = sumTokens(jobs.map((job) => job.chunk))
  const id = contentKey(...questions, ...sources.map((source) => source.text))
  return { id, batches: inGroups(jobs, batchSize), estimatedTokens }
}

/** Names a job for people: `tides#2`. */
export function labelJob(job: Job): string {
  return `${job.chunk.source}#${job.chunk.index}`
}

/** Fills chunks with whole paragraphs; one that is too long alone is a chunk of its own. */
function splitSource(source: Source): Chunk[] {
  const chunks: Chunk[] = []
  let open: string[] = []
  const close = () => {
    const text = open.join('\n')
    if (text === '') return
    const tokens = estimateTokens(text)
    chunks.push({ source: source.name, index: chunks.length, text, tokens })
    open = []
  }
  for (const paragraph of source.text.trim().split(/\n\s*\n/)) {
    if (estimateTokens([...open, paragraph].join('\n')) > CHUNK_TOKENS) close()
    open.push(paragraph)
  }
  close()
  return chunks
}

function inGroups<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size))
}
