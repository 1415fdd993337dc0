/** Classifiers of patients on top of an encoder: what is trained, how long, and what comes out. */
package org.substantia.foundation.adaptation;
