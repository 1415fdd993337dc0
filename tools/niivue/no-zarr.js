// Stands in for zarrita: images come as NIfTI.
const none = () => {
  throw new Error('zarr images are not supported');
};
export const open = none;
export const root = none;
export const get = none;
export const registry = new Map();
export class FetchStore {}
export default {};
