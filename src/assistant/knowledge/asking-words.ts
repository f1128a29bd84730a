import { fold } from './fold.ts'

/**
 * Words that ask and say nothing of what is asked about, beside the stop words that PostgreSQL knows: it has
 * none for Greek, and its English ones lack a few.
 */
const english = 'could would please tell explain describe show often much many mean means'
const greek = `ο η το οι τα του της των τον την τις τους στο στη στην στον στα στις στους σε με για από προς κατά και κι
  ή αν να θα δεν μη μην ας πως πώς που πού τι ποιο ποια ποιος ποιον ποιοι ποιες πότε πόσο πόσος πόση πόσα πόσες πόσοι
  συχνά γιατί είναι έχω έχει έχουν κάνω κάνει κάνουμε μπορώ μπορεί πρέπει αυτό αυτή αυτός αυτά μου σου μας
  σας όταν όπως ότι ως ένα ένας μία μια παρακαλώ πες δείξε εξήγησε θέλω σημαίνει`

/** As terms are spelled. */
export const askingWords: readonly string[] = [...new Set(fold(`${english} ${greek}`).split(/\s+/))]
