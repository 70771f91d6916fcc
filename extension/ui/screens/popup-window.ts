import { saveFile } from '../save-file.ts';
import type { ManagerWindow } from '../state/manager.ts';

/** What the popup's window does for those who keep something in its address, or hand a file out. */
export const popupWindow: ManagerWindow = {
  readAddress: () => new URLSearchParams(location.search),
  writeAddress: (search) => history.replaceState(null, '', `?${search}`),
  saveFile,
};
