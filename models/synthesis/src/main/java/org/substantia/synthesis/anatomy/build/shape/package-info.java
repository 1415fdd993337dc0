/** Learns from label maps of many people how deep gray matter differs in shape. */
package org.substantia.synthesis.anatomy.build.shape;
