/** Questions that are asked at once, whatever the platform. */
export interface Questions {
  title: string
  /** What the button that sends them says. */
  submit: string
  /** Small print above the fields. */
  note?: string
  fields: FormField[]
}

export interface FormField {
  /** Under what the answer comes back. */
  name: string
  label: string
  kind: 'line' | 'text' | 'choice' | 'choices'
  options?: FormOption[]
  /** What stands there at first; of several choices, with commas. */
  initial?: string
  isRequired: boolean
  /** An example, shown while nothing is filled in. */
  hint?: string
  /** Of what is typed, in characters. */
  maxLength?: number
}

export interface FormOption {
  label: string
  value: string
}
