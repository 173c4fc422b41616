export { audited } from '#app/audit/audited.ts';
