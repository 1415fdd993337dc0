/** How the deep gray matter of people differs in shape. */
package org.substantia.synthesis.anatomy.shape;
