/** What `cdk` runs (cdk.json): the app with the context of the command line. */
import { App } from 'aws-cdk-lib';
import { greenlane } from './greenlane.ts';

greenlane(new App());
