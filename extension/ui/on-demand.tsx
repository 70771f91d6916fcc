import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/**
 * A view whose code is fetched when it is first drawn: what few people open costs the others nothing. `Waiting` stands there
 * until the code has come, for places that would jump.
 */
export function onDemand<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Waiting: ComponentType<Props> = () => null,
) {
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
    const View = loaded ?? Waiting;
    return <View {...props} />;
  };
}
