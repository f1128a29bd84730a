const text = (value: string, subtle = value) => ({ default: value, subtle })

const colors = {
  default: text('#242424', '#616161'),
  accent: text('#5b5fc7', '#5b5fc7'),
  good: text('#237b4b', '#237b4b'),
  warning: text('#835c00', '#835c00'),
  attention: text('#c4314b', '#c4314b'),
}

/** How Teams draws cards in its light look. */
export const host = {
  fontFamily: "'Segoe UI', Carlito, 'Liberation Sans', sans-serif",
  supportsInteractivity: true,
  spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
  separator: { lineThickness: 1, lineColor: '#e1e1e1' },
  fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
  fontWeights: { lighter: 400, default: 400, bolder: 600 },
  containerStyles: {
    default: { backgroundColor: '#ffffff', foregroundColors: colors },
    emphasis: { backgroundColor: '#f5f5f5', foregroundColors: colors },
    good: { backgroundColor: '#e7f2da', foregroundColors: colors },
    warning: { backgroundColor: '#fbf6d9', foregroundColors: colors },
    attention: { backgroundColor: '#fcf4f6', foregroundColors: colors },
    accent: { backgroundColor: '#ebebf9', foregroundColors: colors },
  },
  actions: {
    maxActions: 6,
    spacing: 'default',
    buttonSpacing: 8,
    showCard: { actionMode: 'inline', inlineTopMargin: 8 },
    actionsOrientation: 'horizontal',
    actionAlignment: 'left',
  },
}
