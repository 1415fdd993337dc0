/** Small numerical methods: linear systems, decompositions, optimization. */
package org.substantia.base.numeric;
