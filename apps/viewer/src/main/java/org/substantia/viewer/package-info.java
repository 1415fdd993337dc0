/**
 * Cases in the browser: images, masks as sub-voxel outlines, surfaces, and the drawing of masks. Handlers are functions
 * from a request to a response and know no server; {@link org.substantia.viewer.LocalServer} serves one to the browser
 * of the same machine.
 */
package org.substantia.viewer;
