/**
 * Files from participants on their way in: resumable uploads, storage under their hash, and the check of the format.
 */
package org.substantia.challenge.intake;
