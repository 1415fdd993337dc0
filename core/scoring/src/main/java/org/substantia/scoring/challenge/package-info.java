/** The PDCADxFoundation challenge's own score: its weights, composite and result files. */
package org.substantia.scoring.challenge;
