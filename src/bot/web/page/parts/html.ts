import htm from 'htm'
import { type ComponentChildren, h, type VNode } from 'preact'

/** Markup as a template: `html\`<p>${text}</p>\``. Preact escapes every value. */
export const html = htm.bind(h) as (strings: TemplateStringsArray, ...values: unknown[]) => VNode

/** Places a component. Not written as markup, because so the compiler checks its props. */
export function place<Props extends object>(
  component: (props: Props) => VNode,
  props: NoInfer<Props> & { key?: string },
): VNode {
  return h(component, props) as VNode
}

export type { ComponentChildren, VNode }
