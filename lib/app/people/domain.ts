/** Domains in which anybody gets an address: they say nothing about where a person works. */
const FREE_MAIL: ReadonlySet<string> = new Set([
  'aol.com',
  'btinternet.com',
  'duck.com',
  'fastmail.com',
  'gmail.com',
  'gmx.com',
  'gmx.net',
  'googlemail.com',
  'hey.com',
  'hotmail.co.uk',
  'hotmail.com',
  'icloud.com',
  'live.co.uk',
  'live.com',
  'mac.com',
  'mail.com',
  'me.com',
  'msn.com',
  'ntlworld.com',
  'outlook.com',
  'pm.me',
  'proton.me',
  'protonmail.com',
  'sky.com',
  'talktalk.net',
  'tutanota.com',
  'virginmedia.com',
  'yahoo.co.uk',
  'yahoo.com',
  'yandex.com',
  'ymail.com',
  'zoho.com',
]);
/** Endings below which many organisations have their domains. */
const ENDINGS: ReadonlySet<string> = new Set([
  'ac.uk',
  'co.uk',
  'gov.uk',
  'london.police.uk',
  'me.uk',
  'nhs.uk',
  'org.uk',
  'police.uk',
  'pnn.police.uk',
]);

/** What is wrong with an e-mail domain as the mark of one organisation; null = nothing. */
export function domainFault(domain: string): string | null {
  if (domain.length > 253 || !/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(domain))
    return 'is no e-mail domain: use what follows the @, as in borough.example';
  if (FREE_MAIL.has(domain)) return 'is a domain in which anybody gets an address: invite people instead';
  if (ENDINGS.has(domain)) return 'is the ending of many organisations: use the one below it';
  return null;
}
