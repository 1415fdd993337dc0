/**
 * Bringing two anatomies together by what they share: similarity, affine and diffeomorphic registration of label maps.
 */
package org.substantia.synthesis.anatomy.registration;
