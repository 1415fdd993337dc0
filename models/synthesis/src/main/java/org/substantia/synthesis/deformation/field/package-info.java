/** Velocities and displacements on cubic grids in millimetres: flows, Jacobians, growth of nuclei, random fields. */
package org.substantia.synthesis.deformation.field;
