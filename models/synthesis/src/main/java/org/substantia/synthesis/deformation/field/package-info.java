/** Velocities and displacements on cubic grids in millimeters: flows, Jacobians, growth of nuclei, random fields. */
package org.substantia.synthesis.deformation.field;
