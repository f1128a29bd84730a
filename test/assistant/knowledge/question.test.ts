import { expect, test } from '@jest/globals'
import { questionFrom } from '../../../src/assistant/knowledge/question.ts'

test.each([
  ['Replacing the Blades', 'How do I replace the blades?'],
  ['4.2 Setting the pressure', 'How do I set the pressure?'],
  ['Stop the machine', 'How do I stop the machine?'],
  ['Error E-104: low water pressure', 'What does E-104 mean, and what do I do?'],
  ['Blade wear', 'What does the manual say about blade wear?'],
  ['High-pressure pump', 'What does the manual say about high-pressure pump?'],
  ['Why does the pump stop?', 'Why does the pump stop?'],
  ['Connect the USB device', 'How do I connect the USB device?'],
  ['Update the Windows drivers', 'How do I update the Windows drivers?'],
  ['Set up your reel', 'How do I set up my reel?'],
  ['Cleaning programs', 'What does the manual say about cleaning programs?'],
  ['Control panel', 'What does the manual say about control panel?'],
  ['USB device', 'What does the manual say about USB device?'],
])('%s is asked as: %s', (heading, question) => {
  expect(questionFrom(heading, 'en')?.question).toBe(question)
})

test.each([
  ['Αντικατάσταση λεπίδων', 'Πώς γίνεται η αντικατάσταση λεπίδων;'],
  ['Καθαρισμός διχτυού', 'Πώς γίνεται ο καθαρισμός διχτυού;'],
  ['Λάδι αντλίας', 'Τι λέει το εγχειρίδιο για «Λάδι αντλίας»;'],
  ['Πίεση νερού', 'Τι λέει το εγχειρίδιο για «Πίεση νερού»;'],
  ['Σφάλμα E-104: χαμηλή πίεση', 'Τι σημαίνει το E-104 και τι κάνω;'],
])('%s is asked as: %s', (heading, question) => {
  expect(questionFrom(heading, 'el')?.question).toBe(question)
})

test.each(['Contents', '1. Introduction', 'Περιεχόμενα', 'Pump', 'A title that goes on '.repeat(5), ''])(
  '%j makes no question',
  (heading) => {
    expect(questionFrom(heading, 'en')).toBeUndefined()
  },
)
