/** Published encoders: which network is in a file, under whose names, and out into files again. */
package org.substantia.foundation.model;
