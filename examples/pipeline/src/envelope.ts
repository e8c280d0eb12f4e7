import * as telescopic from 'telescopic'
import type { Reply } from './execute.js'
import { labelJob, type Plan } from './plan.js'
import type { Source } from './sources.js'

/** How many answers are returned, at most. */
const ANSWERS = 3

/** The result of a run. Nothing in it depends on time or chance: the same texts give the same envelope. */
export interface Envelope {
  /** `partial` when a text had nothing to say. */
  readonly status: 'ok' | 'partial'
  readonly plan: string
  readonly question: string
  /** The best sentences of all texts, at most one from each. */
  readonly answers: readonly { readonly from: string; readonly text: string; readonly score: number }[]
  readonly summaries: Readonly<Record<string, string>>
  readonly usage: Usage
}

export interface Usage {
  readonly jobs: number
  readonly cached: number
  /** Requests that had to be sent again. */
  readonly retried: number
  readonly estimatedTokens: number
  readonly inputTokens: number
  readonly outputTokens: number
}

interface Run {
  readonly sources: readonly Source[]
  /** What a summary is the answer to. */
  readonly summaryQuestion: string
  readonly question: string
  readonly plan: Plan
  readonly replies: readonly Reply[]
  readonly requests: number
}

/** Puts a run's replies together. */
export function buildEnvelope(run: Run): Envelope {
  const summaries: Record<string, string> = {}
  telescopic.tele.span('pipeline.envelope', () => {
    const asked = run.replies.filter((reply) => reply.job.question === run.summaryQuestion)
    for (const { name } of run.sources) {
      const own = asked.filter((reply) => reply.job.chunk.source === name)
      summaries[name] = [...new Set(own.map((reply) => reply.answer.text))].join(' ')
    }
  })
  const answers = pickAnswers(run)
  telescopic.tele.count('pipeline.envelope.answers', answers.length)
  const status = Object.values(summaries).every((summary) => summary !== '') ? 'ok' : 'partial'
  return { status, plan: run.plan.id, question: run.question, answers, summaries, usage: addUsage(run) }
}

/** Takes the best reply of each text, as long as it is at least half as good as the very best. */
function pickAnswers(run: Run): Envelope['answers'] {
  const asked = run.replies.filter((reply) => reply.job.question === run.question)
  const best = new Map<string, Reply>()
  for (const reply of asked.toSorted((a, b) => b.answer.score - a.answer.score)) {
    const { source } = reply.job.chunk
    if (!best.has(source)) best.set(source, reply)
  }
  const answers = [...best.values()].map(({ job, answer }) => {
    return { from: labelJob(job), text: answer.text, score: answer.score }
  })
  return answers.filter((answer) => answer.score * 2 >= answers[0]!.score).slice(0, ANSWERS)
}

/** A reply from the cache costs no tokens. */
function addUsage({ plan, replies, requests }: Run): Usage {
  const paid = replies.filter((reply) => !reply.cached)
  return {
    jobs: replies.length,
    cached: replies.length - paid.length,
    retried: requests - paid.length,
    estimatedTokens: plan.estimatedTokens,
    inputTokens: paid.reduce((sum, reply) => sum + reply.answer.inputTokens, 0),
    outputTokens: paid.reduce((sum, reply) => sum + reply.answer.outputTokens, 0),
  }
}
