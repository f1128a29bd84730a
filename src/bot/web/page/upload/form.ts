import { useState } from 'preact/hooks'
import { html, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'
import { listOf, modelsIn, sizeOf, titleFrom } from './file-facts.ts'
import type { ManualFields } from './send-file.ts'

interface FormProps {
  file: File
  models: string[]
  submit: (fields: ManualFields) => void
  chooseOther: () => void
}

const languages = ['en', 'el', 'de', 'es', 'fr', 'it', 'nl', 'no', 'pt', 'tr']
const languageName = new Intl.DisplayNames('en', { type: 'language' })

/** What goes with the file; most of it is filled in from the file's name. */
export function ManualForm({ file, models, submit, chooseOther }: FormProps): VNode {
  const [title, setTitle] = useState(() => titleFrom(file.name))
  const [chosen, setChosen] = useState<string[]>(() => modelsIn(file.name, models))
  const [others, setOthers] = useState('')
  const [tags, setTags] = useState('')
  const [words, setWords] = useState('')
  const [language, setLanguage] = useState(() => (/[\u0370-\u03ff]/.test(file.name) ? 'el' : 'en'))
  const toggle = (model: string) =>
    setChosen(chosen.includes(model) ? chosen.filter((one) => one !== model) : [...chosen, model])
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    const machineModels = [...new Set([...chosen, ...listOf(others)])]
    submit({ title: title.trim(), machineModels, tags: listOf(tags), language, words: words.trim() })
  }
  return html`<form class="manual-form" onSubmit=${onSubmit}>
    <p class="chosen-file"><span title=${file.name}>${file.name}</span><span>${sizeOf(file)}</span>
      <button type="button" class="quiet" onClick=${chooseOther}>Choose another</button></p>
    <label>Title
      <input required maxlength="200" value=${title} onInput=${into(setTitle)} />
    </label>
    <fieldset>
      <legend>Machine models <span class="optional">with none, it is for every machine</span></legend>
      <div class="model-picks">
        ${models.map(
          (model) => html`<label class="chip" key=${model}>
            <input type="checkbox" checked=${chosen.includes(model)} onChange=${() => toggle(model)} /><span>${model}</span>
          </label>`,
        )}
        <input aria-label="Other models, separated by commas" placeholder=${models.length === 0 ? 'Separated by commas' : 'Others, separated by commas'}
          value=${others} onInput=${into(setOthers)} />
      </div>
    </fieldset>
    <div class="form-row">
      <label>
        <span>Tags <span class="optional">separated by commas</span></span>
        <input value=${tags} onInput=${into(setTags)} />
      </label>
      <label>Language
        <span class="select">
          <select value=${language} onChange=${into(setLanguage)}>
          ${languages.map(
            (code) =>
              html`<option key=${code} value=${code} selected=${code === language}>${languageName.of(code)}</option>`,
          )}
          </select>
          ${icon('chevron')}
        </span>
      </label>
    </div>
    <label>
      <span>Words it should be found by <span class="optional">separated by commas; left empty, its own are tried</span></span>
      <input maxlength="200" value=${words} onInput=${into(setWords)} />
    </label>
    <div class="form-foot"><button type="submit" class="button primary">Add the manual</button></div>
  </form>`
}

const into = (set: (value: string) => void) => (event: Event) =>
  set((event.target as HTMLInputElement | HTMLSelectElement).value)
