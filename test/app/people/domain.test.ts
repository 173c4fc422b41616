import { describe, expect, it } from 'vitest';
import { domainFault } from '#app/people/domain.ts';
import { EmailSchema, PersonNameSchema, PhoneSchema } from '#app/people/person.ts';

describe('domainFault(domain)', () => {
  it('takes the domain of an organisation', () => {
    for (const domain of ['met.police.uk', 'camden.gov.uk', 'nhs.net', 'a-b.example'])
      expect(domainFault(domain), domain).toBeNull();
  });

  it('refuses free mail, endings of many organisations, and what is no domain', () => {
    for (const domain of [
      'gmail.com',
      'hotmail.co.uk',
      'police.uk',
      'gov.uk',
      'localhost',
      '',
      'a..b',
      '-a.example',
      'a b.example',
      '*.gov.uk',
    ])
      expect(domainFault(domain), domain).not.toBeNull();
  });
});

describe('what a person types of themselves', () => {
  it('is an address in lower case, a name on one line and a telephone number', () => {
    expect(EmailSchema.parse(" Ann.O'Hara@Example.ORG ")).toBe("ann.o'hara@example.org");
    expect(PersonNameSchema.parse(' Zoë O’Hara-Smith ')).toBe('Zoë O’Hara-Smith');
    expect(PhoneSchema.parse('+44 (20) 7946-0000')).toBe('+44 (20) 7946-0000');
  });

  it('is nothing that could break out of where it is shown', () => {
    for (const email of [
      'a@b',
      'a b@c.example',
      'a@b.example\r\nBcc: x@y.example',
      '"<x>"@b.example',
      'a@b.example\0',
    ])
      expect(EmailSchema.safeParse(email).success, email).toBe(false);
    for (const name of ['', 'a\nb', 'a\u202eb', 'a\0b', 'x'.repeat(101)])
      expect(PersonNameSchema.safeParse(name).success, name).toBe(false);
    for (const phone of ['javascript:alert(1)', '123', '1'.repeat(40)])
      expect(PhoneSchema.safeParse(phone).success, phone).toBe(false);
  });
});
