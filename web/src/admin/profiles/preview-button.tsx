import { Eye } from 'lucide-react';
import { useLocation } from 'wouter';
import { useSite } from '../../session/context.tsx';

/** Opens the explorer as somebody with the profile would see it. */
export function PreviewButton({ id, title }: { readonly id: string; readonly title: string }) {
  const { preview } = useSite();
  const [, go] = useLocation();
  return (
    <button
      type="button"
      className="button"
      onClick={() => {
        preview.set({ id, title });
        go('/');
      }}
    >
      <Eye size={16} aria-hidden="true" /> Preview<span className="visually-hidden"> {title}</span>
    </button>
  );
}
