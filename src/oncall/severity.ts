export const severities = ['critical', 'warning', 'information'] as const
export type Severity = (typeof severities)[number]
