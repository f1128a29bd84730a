import { workerData } from 'node:worker_threads'

/**
 * Runs as a thread beside the extraction and ends the whole process when it takes more memory than it may, or
 * when the process that asked for it is gone. A thread of its own, because inflating a hostile stream keeps
 * the main thread busy for minutes; resident memory, because byte arrays live outside the JavaScript heap.
 */
const { maxBytes, parent } = workerData as { maxBytes: number; parent: number }
const intervalMs = 25

setInterval(() => {
  if (process.memoryUsage.rss() > maxBytes || process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
}, intervalMs)
