/* global AdaptiveCards */
// Runs in the page: puts each card in its place, as Teams' own program does. A block, since the page is used again.
{
  const hostConfig = JSON.parse(document.getElementById('host').textContent)
  for (const place of document.querySelectorAll('[data-card]')) {
    const card = new AdaptiveCards.AdaptiveCard()
    card.hostConfig = new AdaptiveCards.HostConfig(hostConfig)
    card.parse(JSON.parse(place.dataset.card))
    place.append(card.render())
  }
}
