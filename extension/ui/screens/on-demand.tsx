import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A view whose code is fetched when it is first drawn: what few people open costs the others nothing. */
export function onDemand<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  let loaded: ComponentType<Props> | undefined;
  return function OnDemand(props: Props) {
    const [, redraw] = useState(0);
    useEffect(() => {
      if (loaded) return;
      void load().then((View) => {
        loaded = View;
        redraw((count) => count + 1);
      });
    }, []);
    const View = loaded;
    return View ? <View {...props} /> : null;
  };
}
