import { useQueryClient } from '@tanstack/react-query';
import { Eye } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { usePreview, useSite } from '../session/context.tsx';

/** Says on every page that it is looked at through a profile, and lets one leave it. */
export function PreviewBanner() {
  const { preview } = useSite();
  const profile = usePreview();
  const queries = useQueryClient();
  const before = useRef(profile?.id);
  useEffect(() => {
    if (before.current !== profile?.id) void queries.resetQueries();
    before.current = profile?.id;
  }, [profile, queries]);
  if (profile === null) return null;
  return (
    <section className="banner banner-top banner-preview" aria-label="Preview">
      <Eye size={18} aria-hidden="true" />
      <span>
        You look through the profile <b>{profile.title}</b>. What you look up is recorded as yours.
      </span>
      <button type="button" className="button" onClick={() => preview.set(null)}>
        Leave the preview
      </button>
    </section>
  );
}
